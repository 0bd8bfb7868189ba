package io.chorus.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.EngineCatalog;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
  @Test
  void withoutTheOptionTheJobIsForAll() throws Exception {
    EngineChoice choice = choice("config.yaml");

    assertThat(choice.engines()).containsExactly("openai", "claude", "gemini", "deepseek", "qwen");
    assertThat(choice.jobName()).isEqualTo("engine-job");
  }

  @Test
  void aJobForSomeHasANameOfItsOwn() throws Exception {
    EngineChoice choice = choice("config.yaml", "--engines", "qwen, claude");

    assertThat(choice.engines()).containsExactly("claude", "qwen");
    assertThat(choice.jobName()).isEqualTo("engine-job-claude-qwen");
  }

  @Test
  void anUnknownEngineIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> choice("config.yaml", "--engines", "bard"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bard")
        .hasMessageContaining("gemini");
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThatThrownBy(() -> choice("config.yaml", "--engine", "qwen"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--engines");
  }

  private static EngineChoice choice(String... args) throws Exception {
    return EngineChoice.of(args, EngineCatalog.load(Path.of("../flink-conf/engines.yaml")));
  }
}
