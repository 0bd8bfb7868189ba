package io.chorus.ingress;

import java.io.IOException;
import java.nio.file.Path;

/** The front door as a process of its own. */
public final class IngressMain {
  private IngressMain() {}

  /**
   * Runs until the process is told to end. Exits with 2 where the configuration is wrong, with 1
   * where the server did not start.
   *
   * @param args one: the YAML file of {@link IngressConfig}
   */
  public static void main(String[] args) {
    if (args.length != 1) {
      end(2, "usage: IngressMain CONFIG.yaml");
    }
    try {
      IngressServer server = IngressServer.start(IngressConfig.load(Path.of(args[0])));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      System.out.println("listening on " + server.baseUrl());
    } catch (IllegalArgumentException | IOException e) {
      end(2, e.toString());
    } catch (IllegalStateException e) {
      end(1, e.getMessage());
    }
  }

  private static void end(int code, String why) {
    System.err.println(why);
    System.exit(code);
  }
}
