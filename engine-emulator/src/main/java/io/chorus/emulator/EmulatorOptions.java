package io.chorus.emulator;

import java.nio.file.Path;

/**
 * What an emulator is started with.
 *
 * @param port on 127.0.0.1; 0: any free one
 * @param journal the file that billed calls are appended to; created where it is missing
 * @param replay recorded answers, JSON lines; null: every answer is generated
 * @param settings how the engines behave at first
 */
public record EmulatorOptions(int port, Path journal, Path replay, EmulatorSettings settings) {

  public EmulatorOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + "; allowed: 0 to 65535");
    }
    if (journal == null) {
      throw new IllegalArgumentException("an emulator needs a journal file");
    }
    settings = settings == null ? EmulatorSettings.DEFAULT : settings;
  }

  /** Any port, no recorded answers, every call answered at once. */
  public static EmulatorOptions journalTo(Path journal) {
    return new EmulatorOptions(0, journal, null, EmulatorSettings.DEFAULT);
  }

  public EmulatorOptions withPort(int newPort) {
    return new EmulatorOptions(newPort, journal, replay, settings);
  }

  public EmulatorOptions withReplay(Path newReplay) {
    return new EmulatorOptions(port, journal, newReplay, settings);
  }

  public EmulatorOptions withSettings(EmulatorSettings newSettings) {
    return new EmulatorOptions(port, journal, replay, newSettings);
  }
}
