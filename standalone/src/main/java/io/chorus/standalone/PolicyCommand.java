package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a running system a newer policy. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Change how a running system asks tasks: from now on, without a restart.")
final class PolicyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The policy, with a higher version.")
  Path file;

  @Mixin ApiOption api;
  @Mixin JsonOption form;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("FILE", file);
    Policy policy = policy();
    JsonNode told = api.admin().postYaml("/v1/policy", policy.toYaml());
    form.show(spec, told, "policy " + policy.version() + " counts from now on");
    return 0;
  }

  private Policy policy() throws IOException {
    try {
      return Policy.load(file);
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }
}
