/** What a question is after; it may be after several things. */
export const intents = ['price', 'news', 'similar', 'prediction', 'performance'] as const;
export type Intent = (typeof intents)[number];

/** Whole words and phrases, as patterns. */
const words = (list: string): RegExp => new RegExp(`\\b(?:${list.trim().split(/\s*\n\s*/).join('|')})\\b`, 'i');

const signs: Readonly<Record<Intent, RegExp>> = {
  price: words(String.raw`
    prices?|pric(?:ed|ing)|quot(?:e|es|ed)|worth|ohlcv?|bars?|candles?|clos(?:e|es|ed|ing)|trading at|volatil\w*
    highs?|highest|lows?|lowest|peak(?:ed)?|up|down|mov(?:e|es|ed|ing)|chang(?:e|es|ed)|returns?|returned
    ris(?:e|es|en|ing)|rose|gain(?:s|ed)?|jump(?:s|ed)?|rall(?:y|ied)|surg(?:e|es|ed)|climb(?:s|ed|ing)?|soar(?:s|ed)?
    f[ae]ll|falls|fallen|falling|drop(?:s|ped)?|los(?:e|t)|crash(?:es|ed)?|plung(?:e|es|ed)
    slid(?:e|es|ing)?|sank|sink(?:s|ing)?|tumbl(?:e|es|ed)
  `),
  news: words(String.raw`
    why|because|reasons?|caus(?:e|es|ed)|explain\w*|happen(?:s|ed|ing)?|events?|news|headlines?|about|know
    announc\w*|report(?:s|ed|ing)?|filings?|documents?|notes?|articles?|sa(?:y|ys|id)
  `),
  similar: words(String.raw`
    similar\w*|alike|resembl\w*|looks? like|looked like|analog\w*|like (?:this|that|now|it|the (?:last|present|current))
    moments?|precedents?|patterns?|seen before|happened before
  `),
  prediction: words(String.raw`
    predict\w*|forecasts?|expect(?:s|ed|ations?)?|outlook|probab\w*|likely|tomorrow|next|will|going to|models?
  `),
  performance: words(String.raw`
    roi|p&l|pnl|profits?|profitable|loss(?:es)?|earn(?:s|ed|ings)?|made money|lost money|fees|realised|realized|unrealised|unrealized
    perform(?:s|ed|ance|ing)?|equity|sharpe|sortino|calmar|drawdowns?|agents?|accounts?|traders?|bots?|fills?
  `),
};

const market = words(String.raw`
  markets?|movers?|gainers?|losers?
  (?:which|what|any|all|every|each|the (?:most|best|worst|biggest)) (?:of the )?(?:assets?|symbols?|coins?|tokens?)
  (?:which|what|any|all|every|each|the (?:most|best|worst|biggest)) (?:of the )?(?:stocks?|shares|pairs?|instruments?)
`);

/** Whether a text speaks of the market as a whole: "which asset rose most?". */
export const speaksOfMarket = (text: string): boolean => market.test(text);

/** The intents whose signs stand in a text. */
export const intentsOf = (text: string): ReadonlySet<Intent> => new Set(intents.filter((intent) => signs[intent].test(text)));
