import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;

/** The text of each file as PDFBox gives it: "content" in the order of the content, "places" by where letters stand. Each line is moved in. */
public class Texts {
    static void judge(String[] arguments) throws Exception {
        for (String file : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            System.out.println("read\t" + file);
            try (var document = Loader.loadPDF(new File(file))) {
                var reader = new PDFTextStripper();
                reader.setSortByPosition(arguments[0].equals("places"));
                for (String line : reader.getText(document).split("\\R"))
                    System.out.write((" " + line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
