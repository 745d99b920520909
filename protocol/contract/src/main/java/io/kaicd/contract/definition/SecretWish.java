package io.kaicd.contract.definition;

import org.jspecify.annotations.Nullable;

/** A secret that a definition wants, and where the host puts it on the way out. */
public record SecretWish(String name, boolean required, Send send) {
  /**
   * @param in {@code header} or {@code query}
   * @param name of the header or the parameter
   * @param template its text, in which {@code {value}} stands for the secret
   */
  public record Send(String in, String name, String template) {
    public Send(String in, String name, @Nullable String template) {
      this.in = in;
      this.name = name;
      this.template = template == null ? "{value}" : template;
    }
  }
}
