package io.kaicd.message;

/** Marks what crosses nodes; the serialisation configuration binds it to Jackson's CBOR. */
public interface CborSerializable {}
