import eu.europa.esig.dss.pdf.PdfAnnotation;
import eu.europa.esig.dss.pdf.PdfDocumentReader;
import eu.europa.esig.dss.pdf.modifications.CommonPdfModification;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.modifications.PdfModification;
import eu.europa.esig.dss.pdf.visible.ImageUtils;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DSS's own comparison of pages, but for one thing: two pictures whose pixels lie the same in memory are the same, and are not gone
 * through one pixel at a time, which is more than half of all its time. Whatever differs, DSS itself judges.
 */
class SamePages extends DefaultPdfDifferencesFinder {
    @Override
    public List<PdfModification> getVisualDifferences(PdfDocumentReader signed, PdfDocumentReader last) {
        List<PdfModification> different = new ArrayList<>();
        try {
            for (int page = 1; page <= signed.getNumberOfPages() && page <= last.getNumberOfPages(); page++) {
                List<PdfAnnotation> added = new ArrayList<>(last.getPdfAnnotations(page));
                added.removeAll(signed.getPdfAnnotations(page));
                var before = signed.generateImageScreenshot(page);
                var after = last.generateImageScreenshotWithoutAnnotations(page, added);
                if (!lieTheSame(before, after) && !ImageUtils.imagesEqual(before, after)) different.add(new CommonPdfModification(page));
            }
        } catch (IOException unreadable) {
            return super.getVisualDifferences(signed, last);
        }
        return different;
    }

    private static boolean lieTheSame(BufferedImage one, BufferedImage other) {
        return one.getWidth() == other.getWidth() && one.getHeight() == other.getHeight() && one.getType() == other.getType()
            && one.getRaster().getDataBuffer() instanceof DataBufferInt here && other.getRaster().getDataBuffer() instanceof DataBufferInt there
            && Arrays.equals(here.getData(), there.getData());
    }
}
