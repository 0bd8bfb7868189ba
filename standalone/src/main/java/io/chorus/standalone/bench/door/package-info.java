/** How many tasks the front door accepts, and how soon. */
package io.chorus.standalone.bench.door;
