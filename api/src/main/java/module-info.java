/** Public types and interfaces of Akin. */
module dev.akin.api {
  exports dev.akin.api;
  exports dev.akin.api.document;
  exports dev.akin.api.filter;
  exports dev.akin.api.index;
}
