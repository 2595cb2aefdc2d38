/** {@code akin bench embed}: our text model beside another library that runs the same one. */
package dev.akin.bench.embed;
