package io.chorus.operators.planning;

import io.chorus.contracts.EngineCatalog.Target;
import io.chorus.contracts.Strategy;
import java.util.List;

/**
 * How a task is to be asked.
 *
 * @param candidates whom to ask, best first; empty where no engine may see the task's data
 */
public record Plan(Strategy strategy, List<Target> candidates) {}
