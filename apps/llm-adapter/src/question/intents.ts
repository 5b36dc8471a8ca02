/** What a question is after; it may be after several things. */
export const intents = ['price', 'news', 'similar', 'prediction', 'performance'] as const;
export type Intent = (typeof intents)[number];

const signs: Readonly<Record<Intent, RegExp>> = {
  price: new RegExp(String.raw`\b(?:prices?|pric(?:ed|ing)|clos(?:e|es|ed|ing)|quot(?:e|es|ed)|worth|ohlcv?|bars?|candles?|highs?|highest|lows?|lowest|peak(?:ed)?`
    + String.raw`|mov(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|f[ae]ll|falls|fallen|falling|drop(?:s|ped)?|gain(?:s|ed)?|los(?:e|t)|chang(?:e|es|ed)`
    + String.raw`|returns?|returned|jump(?:s|ed)?|crash(?:es|ed)?|rall(?:y|ied)|plung(?:e|es|ed)|surg(?:e|es|ed)|climb(?:s|ed|ing)?|slid(?:e|es|ing)?|sank|sink(?:s|ing)?|soar(?:s|ed)?|tumbl(?:e|es|ed)`
    + String.raw`|up|down|trading at|volatil\w*)\b`, 'i'),
  news: new RegExp(String.raw`\b(?:why|news|because|reasons?|caus(?:e|es|ed)|happen(?:s|ed|ing)?|announc\w*|report(?:s|ed|ing)?|headlines?|events?|filings?`
    + String.raw`|documents?|notes?|articles?|sa(?:y|ys|id)|about|explain\w*|know)\b`, 'i'),
  similar: /\b(?:similar\w*|alike|like (?:this|that|now|it|the (?:last|present|current))|resembl\w*|looks? like|looked like|analog\w*|moments?|precedents?|patterns?|seen before|happened before)\b/i,
  prediction: /\b(?:predict\w*|forecasts?|expect(?:s|ed|ations?)?|outlook|probab\w*|likely|tomorrow|next|will|going to|models?)\b/i,
  performance: new RegExp(String.raw`\b(?:roi|p&l|pnl|profits?|profitable|loss(?:es)?|perform(?:s|ed|ance|ing)?|equity|sharpe|sortino|calmar|drawdowns?|agents?|accounts?|earn(?:s|ed|ings)?`
    + String.raw`|made money|lost money|fees|fills?|traders?|bots?|realised|realized|unrealised|unrealized)\b`, 'i'),
};

/** The intents whose signs stand in a text. */
export const intentsOf = (text: string): ReadonlySet<Intent> => new Set(intents.filter((intent) => signs[intent].test(text)));
