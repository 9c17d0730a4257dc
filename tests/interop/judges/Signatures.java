import eu.europa.esig.dss.diagnostic.jaxb.XmlModificationDetection;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.diagnostic.jaxb.XmlPDFRevision;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxDefaultObjectFactory;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CRLFirstRevocationDataLoadingStrategyFactory;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLToken;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * EU DSS: [--trust PEM]… [--crl FILE]… [--policy XML] [--time 2056-01-01T00:00:00Z] [--password WORDS] FILE… [--alone FILE…], each signature's level, verdict, messages and later changes.
 * Files after --alone are judged without the CRLs: by what they hold themselves.
 * Without a policy DSS's own is used, in which a chain without revocation data is INDETERMINATE.
 */
public class Signatures {
    private final List<String> trusted = new ArrayList<>(), lists = new ArrayList<>();
    private String policy, password;
    private Date time;

    static void judge(String[] arguments) {
        new Signatures().judgeAll(arguments);
    }

    private void judgeAll(String[] arguments) {
        List<String> files = new ArrayList<>(), alone = new ArrayList<>(), named = files;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--trust" -> trusted.add(arguments[++i]);
                case "--crl" -> lists.add(arguments[++i]);
                case "--policy" -> policy = arguments[++i];
                case "--password" -> password = arguments[++i];
                case "--time" -> time = Date.from(Instant.parse(arguments[++i]));
                case "--alone" -> named = alone;
                default -> named.add(arguments[i]);
            }
        }
        files.forEach(this::judgeOne);
        lists.clear();
        alone.forEach(this::judgeOne);
    }

    private void judgeOne(String file) {
        try {
            tellSignatures(file);
        } catch (Exception refused) { // what cannot be read at all is refused as well
            System.out.printf("REFUSED\t%s\t-\t-\t%s%n", refused.getClass().getSimpleName(), file);
        }
    }

    private void tellSignatures(String file) throws Exception {
        var validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier());
        if (validator instanceof PDFDocumentValidator pdf) {
            var objects = new PdfBoxDefaultObjectFactory();
            objects.setPdfDifferencesFinder(new SamePages());
            pdf.setPdfObjFactory(objects);
            if (password != null) pdf.setPasswordProtection(password.toCharArray());
        }
        if (time != null) validator.setValidationTime(time);
        Reports reports = policy == null ? validator.validateDocument() : validator.validateDocument(new File(policy));
        SimpleReport report = reports.getSimpleReport();
        if (report.getSignaturesCount() == 0) System.out.printf("REFUSED\tno signature\t-\t-\t%s%n", file);
        for (String id : report.getSignatureIdList()) {
            System.out.printf("%s\t%s\t%s\t%s\t%s%n", report.getIndication(id), report.getSubIndication(id),
                report.getSignatureFormat(id), report.getSignedBy(id), file);
            tell("error", report.getAdESValidationErrors(id));
            tell("warning", report.getAdESValidationWarnings(id));
            reports.getDiagnosticData().getJaxbModel().getSignatures().stream()
                .filter(signature -> signature.getId().equals(id)).forEach(signature -> changes(signature.getPDFRevision()));
        }
    }

    private CommonCertificateVerifier verifier() throws IOException {
        var source = new CommonTrustedCertificateSource();
        for (String file : trusted) source.addCertificate(DSSUtils.loadCertificate(new File(file)));
        var verifier = new CommonCertificateVerifier(true);
        verifier.addTrustedCertSources(source);
        verifier.setAIASource(null);
        if (!lists.isEmpty()) {
            InputStream[] streams = new InputStream[lists.size()];
            for (int i = 0; i < streams.length; i++) streams[i] = new FileInputStream(lists.get(i));
            var known = new ExternalResourcesCRLSource(streams);
            verifier.setCrlSource((CertificateToken certificate, CertificateToken issuer) -> {
                List<?> found = known.getRevocationTokens(certificate, issuer);
                return found.isEmpty() ? null : (CRLToken) found.get(0);
            });
            verifier.setRevocationDataLoadingStrategyFactory(new CRLFirstRevocationDataLoadingStrategyFactory());
        }
        return verifier;
    }

    private static void tell(String kind, List<Message> messages) {
        for (Message message : messages) System.out.printf("    %s %s: %s%n", kind, message.getKey(), message.getValue());
    }

    private static void changes(XmlPDFRevision revision) {
        XmlModificationDetection found = revision == null ? null : revision.getModificationDetection();
        if (found == null) return;
        found.getAnnotationOverlap().forEach(page -> System.out.println("    an annotation lies over page " + page.getPage()));
        found.getVisualDifference().forEach(page -> System.out.println("    looks otherwise: page " + page.getPage()));
        found.getPageDifference().forEach(page -> System.out.println("    pages differ: " + page.getPage()));
        if (found.getObjectModifications() == null) return;
        for (XmlObjectModification change : found.getObjectModifications().getUndefined()) {
            System.out.printf("    undefined change: %s %s %s%n", change.getAction(), change.getType(), change.getValue());
        }
    }
}
