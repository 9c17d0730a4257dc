// Evaluates expressions by fhirpath.js with its model of FHIR R4. Reads {library, model, jobs} from standard input and
// writes one result a job: {values} as {type, ...}, or {error}. Numbers are written as texts, so that none loses digits.
import { buffer } from "node:stream/consumers";

const given = JSON.parse(await buffer(process.stdin));
const { default: fhirpath } = await import(given.library);
const { default: r4 } = await import(given.model);

const options = { preciseMath: true, resolveInternalTypes: false, keepDecimalTypes: true, traceFn: () => {} };

function written(value) {
  const data = value?.constructor?.name === "ResourceNode" ? value.convertData() : value;
  const kind = data?.constructor?.name ?? typeof data;
  if (data?.unit !== undefined && data?.value !== undefined) {
    return { quantity: [String(data.value), String(data.unit)] };
  }
  if (typeof data === "boolean") {
    return { truth: data };
  }
  if (typeof data === "number" || typeof data === "bigint" || kind.startsWith("FP_Decimal")) {
    return { number: String(data) };
  }
  if (kind.startsWith("FP_")) {
    return { text: data.toJSON() };
  }
  return typeof data === "string" ? { text: data } : { element: data };
}

function result({ base, path, expression, variables }) {
  const start = path ? { base: path, expression } : expression;
  try {
    const values = fhirpath.evaluate(structuredClone(base), start, structuredClone(variables), r4, options);
    return { values: values.map(written) };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

process.stdout.write(JSON.stringify(given.jobs.map(result)));
