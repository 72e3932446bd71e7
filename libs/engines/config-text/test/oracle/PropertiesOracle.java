import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** A properties text in base64 per line in; its entries as a JSON list of pairs per line out, or a JSON string where Java refuses it. */
public class PropertiesOracle {
  public static void main(String[] arguments) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
    for (String line; (line = in.readLine()) != null; ) {
      StringBuilder json = new StringBuilder();
      try {
        Properties entries = new Properties();
        entries.load(new StringReader(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8)));
        json.append('[');
        for (String key : entries.stringPropertyNames()) {
          if (json.length() > 1) json.append(',');
          json.append('[');
          quote(key, json);
          json.append(',');
          quote("str:" + entries.getProperty(key), json);
          json.append(']');
        }
        json.append(']');
      } catch (IllegalArgumentException refusal) {
        json.setLength(0);
        quote(String.valueOf(refusal.getMessage()), json);
      }
      out.println(json);
    }
    out.flush();
  }

  static void quote(String text, StringBuilder json) {
    json.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < 32 || c > 126) json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    json.append('"');
  }
}
