import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Map;

/**
 * All judges in one process. A line of the standard input is the name of one and its arguments, divided by tabs; after what it says comes
 * a line "end".
 */
public class Judges {
    private interface Judge {
        void judge(String[] arguments) throws Exception;
    }

    private static final Map<String, Judge> JUDGES = Map.of(
        "documents", Documents::judge, "archives", Archives::judge, "signatures", Signatures::judge, "resources", Resources::judge,
        "texts", Texts::judge);

    public static void main(String[] none) throws Exception {
        var asked = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line; (line = asked.readLine()) != null;) {
            String[] words = line.split("\t");
            JUDGES.get(words[0]).judge(Arrays.copyOfRange(words, 1, words.length));
            System.out.println("end");
            System.out.flush();
        }
    }
}
