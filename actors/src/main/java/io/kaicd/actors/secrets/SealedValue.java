package io.kaicd.actors.secrets;

/**
 * A value as an event has it.
 *
 * @param dek the id of its data key, which is kept elsewhere
 * @param fingerprint of the value, 16 hexadecimal digits; empty when the vault's key for them is
 *     lost
 */
record SealedValue(String dek, Box box, String fingerprint) {}
