/** Whether every place at an engine is used, and whether an engine that hangs takes others'. */
package io.chorus.standalone.bench.slots;
