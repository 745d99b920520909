package io.kaicd.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A provider by its name: what it speaks, and where. Bases as each documents them. */
enum KnownProvider {
  OPENAI("https://api.openai.com/v1"),
  OPENROUTER("https://openrouter.ai/api/v1"),
  GROQ("https://api.groq.com/openai/v1"),
  MISTRAL("https://api.mistral.ai/v1"),
  DEEPSEEK("https://api.deepseek.com/v1"),
  TOGETHER("https://api.together.xyz/v1");

  private final String base;

  KnownProvider(String base) {
    this.base = base;
  }

  String base() {
    return base;
  }

  static @Nullable KnownProvider of(String name) {
    for (KnownProvider each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    return null;
  }
}
