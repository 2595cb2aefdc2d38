/** Product quantization: codebooks, codes of 4 and 8 bits per subspace, and queries as tables. */
package dev.akin.index.internal.pq;
