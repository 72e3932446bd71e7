import com.typesafe.config.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** A HOCON text in base64 per line in; its leaves as a JSON list of pairs per line out, or a JSON string where the library refuses it. */
public class HoconOracle {
  public static void main(String[] arguments) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
    for (String line; (line = in.readLine()) != null; ) {
      String text = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
      StringBuilder json = new StringBuilder();
      try {
        Map<String, String> leaves = new TreeMap<>();
        collect(null, ConfigFactory.parseString(text).resolve(ConfigResolveOptions.noSystem()).root(), leaves);
        json.append('[');
        leaves.forEach((key, value) -> {
          if (json.length() > 1) json.append(',');
          json.append('[');
          quote(key, json);
          json.append(',');
          quote(value, json);
          json.append(']');
        });
        json.append(']');
      } catch (ConfigException | StackOverflowError refusal) {
        json.setLength(0);
        quote(refusal.getClass().getSimpleName() + ": " + refusal.getMessage(), json);
      } catch (RuntimeException bug) {
        json.setLength(0);
        quote("the library fails: " + bug, json);
      }
      out.println(json);
    }
    out.flush();
  }

  static void collect(String prefix, ConfigValue node, Map<String, String> leaves) {
    String path = prefix == null ? "" : prefix;
    switch (node.valueType()) {
      case OBJECT -> {
        ConfigObject map = (ConfigObject) node;
        if (map.isEmpty()) leaves.put(path, "map:{}");
        map.forEach((key, value) -> collect(prefix == null ? key : path + "\u001f" + key, value, leaves));
      }
      case LIST -> {
        ConfigList list = (ConfigList) node;
        if (list.isEmpty()) leaves.put(path, "list:[]");
        for (int at = 0; at < list.size(); at++) collect(path + "\u001f[" + at + "]", list.get(at), leaves);
      }
      case NUMBER -> leaves.put(path, (node.unwrapped() instanceof Double ? "float:" : "int:") + node.unwrapped());
      case BOOLEAN -> leaves.put(path, "bool:" + node.unwrapped());
      case NULL -> leaves.put(path, "null");
      default -> leaves.put(path, "str:" + node.unwrapped());
    }
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
