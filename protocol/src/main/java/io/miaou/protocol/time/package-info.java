/** Where the edges of Miaou get their time and their alarms from. */
@NullMarked
package io.miaou.protocol.time;

import org.jspecify.annotations.NullMarked;
