/** How fast: the server that load generators talk to, and the tables of the benchmarks. */
@NullMarked
package io.miaou.bench;

import org.jspecify.annotations.NullMarked;
