package io.kaicd.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Looks for a text in bytes, as it is and as it may have been encoded: UTF-16 of either order,
 * hexadecimal of either case, as in a URL or with JSON's slashes, and Base64 wherever in a longer
 * text it begins. A file packed by gzip is unpacked.
 */
final class Traces {
  private static final int BLOCK = 1 << 20;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};

  private final Map<String, byte[]> forms = new LinkedHashMap<>();
  private int longest;

  static Traces of(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    Traces traces = ofBytes(raw);
    traces.add("UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
    traces.add("UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
    String url = URLEncoder.encode(text, StandardCharsets.UTF_8);
    traces.add("URL", ascii(url));
    traces.add("URL, lower case", ascii(lowered(url)));
    traces.add("JSON", text.replace("/", "\\/").getBytes(StandardCharsets.UTF_8));
    return traces;
  }

  static Traces ofBytes(byte[] raw) {
    Traces traces = new Traces();
    traces.add("raw", raw);
    String hex = HexFormat.of().formatHex(raw);
    traces.add("hex", ascii(hex));
    traces.add("HEX", ascii(hex.toUpperCase(Locale.ROOT)));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + raw.length];
      System.arraycopy(raw, 0, shifted, before, raw.length);
      String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // The characters that hold nothing but bytes of it.
      int from = (before * 8 + 5) / 6;
      int to = (shifted.length * 8) / 6;
      String middle = all.substring(from, to);
      traces.add("Base64+" + before, ascii(middle));
      traces.add("Base64url+" + before, ascii(middle.replace('+', '-').replace('/', '_')));
    }
    return traces;
  }

  private static String lowered(String url) {
    return Pattern.compile("%..").matcher(url).replaceAll(m -> m.group().toLowerCase(Locale.ROOT));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void add(String name, byte[] form) {
    if (forms.values().stream().noneMatch(each -> Arrays.equals(each, form))) {
      forms.put(name, form);
      longest = Math.max(longest, form.length);
    }
  }

  List<String> in(String where, String text) {
    return in(where, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Each form that is found, with where and what stands around it. */
  List<String> in(String where, byte[] bytes) {
    List<String> found = new ArrayList<>();
    scan(where, bytes, bytes.length, 0, found);
    return found;
  }

  List<String> inFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    List<String> found = new ArrayList<>();
    boolean packed;
    try (InputStream in = Files.newInputStream(file)) {
      packed = Arrays.equals(in.readNBytes(GZIP.length), GZIP);
    }
    try (InputStream in = Files.newInputStream(file)) {
      in(name, in, found);
    }
    if (packed) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        in(name + " unpacked", in, found);
      }
    }
    return found;
  }

  private void in(String where, InputStream in, List<String> found) throws IOException {
    byte[] window = new byte[BLOCK + longest];
    int kept = 0;
    long at = 0;
    for (int n = in.readNBytes(window, kept, BLOCK); n > 0; ) {
      scan(where, window, kept + n, at - kept, found);
      at += n;
      int keep = Math.min(longest - 1, kept + n);
      System.arraycopy(window, kept + n - keep, window, 0, keep);
      kept = keep;
      n = in.readNBytes(window, kept, BLOCK);
    }
  }

  /** In every file below a folder. */
  List<String> below(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        for (String each : inFile(file)) {
          found.add(folder.relativize(file) + ": " + each);
        }
      }
    }
    return found;
  }

  private void scan(String where, byte[] bytes, int length, long offset, List<String> found) {
    forms.forEach(
        (name, form) -> {
          for (int at = 0; at <= length - form.length && found.size() < 20; at++) {
            if (bytes[at] == form[0]
                && Arrays.equals(bytes, at, at + form.length, form, 0, form.length)) {
              found.add(
                  "%s in %s at %d: %s"
                      .formatted(name, where, offset + at, around(bytes, at, form, length)));
              at += form.length;
            }
          }
        });
  }

  private static String around(byte[] bytes, int at, byte[] form, int length) {
    byte[] part =
        Arrays.copyOfRange(bytes, Math.max(0, at - 160), Math.min(length, at + form.length + 60));
    return new String(part, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]+", ".");
  }
}
