package io.chorus.operators;

import io.chorus.operators.analysis.KindClassifier;
import io.chorus.operators.learning.Labelled;
import io.chorus.operators.quality.RefusalClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models in this module's jar, and the labelled files of the project they are made of. */
public final class Models {
  private static final Path TRAINING = Path.of("src", "main", "training");
  private static final Path RESOURCES = Path.of("src", "main", "resources");

  private final Path module;

  /**
   * @param module the folder of this module in a checkout
   */
  public Models(Path module) {
    this.module = module;
  }

  /** Labelled prompts. */
  public List<Labelled> prompts() throws IOException {
    return Labelled.read(module.resolve(TRAINING).resolve("prompts.jsonl"), "prompt", "kind");
  }

  /** Labelled answers. */
  public List<Labelled> refusals() throws IOException {
    return Labelled.read(module.resolve(TRAINING).resolve("refusals.jsonl"), "text", "label");
  }

  /** The bytes of each model by its file, trained anew: the same each time. */
  public Map<Path, byte[]> trained() throws IOException {
    Map<Path, byte[]> models = new LinkedHashMap<>();
    models.put(
        file(KindClassifier.class, KindClassifier.MODEL), KindClassifier.train(prompts()).bytes());
    models.put(
        file(RefusalClassifier.class, RefusalClassifier.MODEL),
        RefusalClassifier.train(refusals()).bytes());
    return models;
  }

  /** Trains the models and writes them where the build takes them from. */
  public List<Path> train() throws IOException {
    Map<Path, byte[]> models = trained();
    for (Map.Entry<Path, byte[]> model : models.entrySet()) {
      Files.createDirectories(model.getKey().getParent());
      Files.write(model.getKey(), model.getValue());
    }
    return List.copyOf(models.keySet());
  }

  private Path file(Class<?> owner, String name) {
    return module
        .resolve(RESOURCES)
        .resolve(owner.getPackageName().replace('.', '/'))
        .resolve(name);
  }
}
