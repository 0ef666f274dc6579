// Words with values in them, as translations.catalogues has them: {name}, {count:story|stories}.

export const fill = (text, values) => text.replace(
  /\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g,
  (_, name, one, many) => one === undefined ? values[name] : values[name] === 1 ? one : many,
);
