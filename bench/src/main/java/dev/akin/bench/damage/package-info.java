/** Damages data directories on purpose and looks whether it is noticed. */
package dev.akin.bench.damage;
