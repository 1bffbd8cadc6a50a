/** Admission: one slot per instance, one task per slot. */
package io.mediarunner.verticles.dispatch;
