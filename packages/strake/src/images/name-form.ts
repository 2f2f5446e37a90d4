/** What is said to somebody whose name of an image is none. */
export const NAME_FORM = 'an image is named [registry/]repository[:tag] in lower case, e.g. registry.example/app:1.0';
