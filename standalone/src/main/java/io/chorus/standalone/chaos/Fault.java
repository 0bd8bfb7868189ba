package io.chorus.standalone.chaos;

import java.time.Duration;

/**
 * One fault of a schedule.
 *
 * @param gap the time from the end of the fault before, with all tasks running again, to this one
 * @param hold how long a pause or an alarm lasts; of no meaning to the other kinds
 */
public record Fault(FaultKind kind, Duration gap, Duration hold) {}
