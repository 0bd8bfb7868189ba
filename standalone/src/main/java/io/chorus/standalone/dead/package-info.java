/** Dead letters for operators: what there is, and how it becomes a task again. */
package io.chorus.standalone.dead;
