package io.kaicd.spi;

/**
 * @param ready whether it can do its work; when not, it is {@code degraded} and still called
 * @param detail for the owner, empty when there is nothing to say
 */
public record Health(boolean ready, String detail) {
  public static final Health READY = new Health(true, "");
}
