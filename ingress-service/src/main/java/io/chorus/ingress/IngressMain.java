package io.chorus.ingress;

import java.nio.file.Path;

/** The front door as a process of its own. */
public final class IngressMain {
  private IngressMain() {}

  /**
   * @param args one: the YAML file of {@link IngressConfig}
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: IngressMain CONFIG.yaml");
      System.exit(2);
    }
    IngressServer server = IngressServer.start(IngressConfig.load(Path.of(args[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    System.out.println("listening on " + server.baseUrl());
  }
}
