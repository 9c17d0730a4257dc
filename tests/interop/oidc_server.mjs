// npm oidc-provider as the server for signing in: an independent, certified implementation. node oidc_server.mjs <port>
import { createRequire } from "node:module";
import http from "node:http";
import { pathToFileURL } from "node:url";
const modules = process.env.NODE_MODULES;
const require = createRequire(modules + "/");
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const server = http.createServer();
server.listen(Number(process.argv[2] || 0), "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "prevent-desktop", application_type: "native", token_endpoint_auth_method: "none",
      grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
      response_types: [], redirect_uris: [],
    }],
    scopes: ["openid", "offline_access", "packs"],
    features: { deviceFlow: { enabled: true }, introspection: {enabled: false} },
    ttl: { AccessToken: 3600 },
  });
  server.on("request", provider.callback());
  console.log(server.address().port);
});
