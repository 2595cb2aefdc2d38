/** What is left of a collection's quality, memory and disk after many of its records changed. */
package dev.akin.bench.churn;
