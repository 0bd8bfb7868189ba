/** Whether accounts stay inside their limits, and how much of those is used. */
package io.chorus.standalone.bench.limits;
