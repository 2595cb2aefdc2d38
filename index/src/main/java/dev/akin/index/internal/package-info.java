/** What the indexes share and do not show. */
package dev.akin.index.internal;
