/**
 * What a quantizer is to an index: it encodes residuals, and makes a query into tables that
 * estimate inner products with codes. The quantizers have packages of their own.
 */
package dev.akin.index.internal.quantization;
