/** The codec beside Netty's, cell by cell: one class per question, one method per contestant. */
@NullMarked
package io.miaou.bench.codec;

import org.jspecify.annotations.NullMarked;
