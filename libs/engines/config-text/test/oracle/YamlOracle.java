import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.yaml.snakeyaml.*;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A YAML text in base64 per line in; its leaves as a JSON list of pairs per line out, or a JSON string where SnakeYAML refuses it. */
public class YamlOracle {
  public static void main(String[] arguments) throws IOException {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setNestingDepthLimit(1000);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
    for (String line; (line = in.readLine()) != null; ) {
      String text = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
      StringBuilder json = new StringBuilder();
      try {
        Map<String, String> leaves = new LinkedHashMap<>();
        collect(null, new Yaml(new SafeConstructor(options)).load(text), leaves);
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
      } catch (Exception | StackOverflowError refusal) {
        json.setLength(0);
        quote(refusal.getClass().getSimpleName() + ": " + refusal.getMessage(), json);
      }
      out.println(json);
    }
    out.flush();
  }

  static void collect(String prefix, Object node, Map<String, String> leaves) {
    String path = prefix == null ? "" : prefix;
    if (node == null) leaves.put(path, "null");
    else if (node instanceof Set<?> set) leaves.put(path, "set:" + set.size());
    else if (node instanceof Map<?, ?> map) {
      if (map.isEmpty()) leaves.put(path, "map:{}");
      map.forEach((key, value) -> collect(prefix == null ? String.valueOf(key) : path + "\u001f" + key, value, leaves));
    } else if (node instanceof List<?> list) {
      if (list.isEmpty()) leaves.put(path, "list:[]");
      for (int at = 0; at < list.size(); at++) collect(path + "\u001f[" + at + "]", list.get(at), leaves);
    } else if (node instanceof Integer || node instanceof Long || node instanceof java.math.BigInteger) leaves.put(path, "int:" + node);
    else if (node instanceof Double) leaves.put(path, "float:" + node);
    else if (node instanceof Boolean) leaves.put(path, "bool:" + node);
    else if (node instanceof Date date) leaves.put(path, "date:" + date.toInstant());
    else if (node instanceof byte[] bytes) leaves.put(path, "bin:" + bytes.length);
    else leaves.put(path, "str:" + node);
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
