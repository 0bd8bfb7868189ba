package io.chorus.emulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Prefixes of SHA-256. */
final class Hashes {
  private static final int HEX12_BYTES = 6;

  private Hashes() {}

  /** The first 12 hex digits over the text's UTF-8. */
  static String hex12(String text) {
    return hex12(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hex12(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes), 0, HEX12_BYTES);
  }

  static long toLong(String text) {
    return ByteBuffer.wrap(sha256(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
