/// One row of a verb's table: how an option is written and where its value goes.
public struct OptionRow<Options> {
    public typealias Store = (inout Options, String) throws(UsageError) -> Void

    public let description: OptionDescription
    /// Called once for every mention, in the order of the command line. For a flag the text is "true" or what stood after `=`.
    public let store: Store

    public init(_ description: OptionDescription, store: @escaping Store) {
        self.description = description
        self.store = store
    }
}

extension OptionRow {
    /// A boolean: `--rm`, `--rm=false`.
    public static func flag(
        _ long: String, short: Unicode.Scalar? = nil, _ help: String, aliases: [String] = [], group: String? = nil,
        default defaultText: String? = nil, hidden: Bool = false, deprecated: String? = nil,
        _ store: @escaping (inout Options, Bool) -> Void
    ) -> OptionRow {
        OptionRow(
            OptionDescription(
                long: long, short: short, kind: .flag, help: help, aliases: aliases, group: group,
                defaultText: defaultText, isHidden: hidden, deprecation: deprecated)
        ) { (options, text) throws(UsageError) in store(&options, try OptionValue.boolean(text)) }
    }

    /// A text taken as it is; an option that may be repeated appends in its closure.
    public static func string(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String, aliases: [String] = [],
        group: String? = nil, default defaultText: String? = nil, hidden: Bool = false, deprecated: String? = nil,
        completes completion: CompletionHint = .none, _ store: @escaping (inout Options, String) -> Void
    ) -> OptionRow {
        OptionRow(
            OptionDescription(
                long: long, short: short, kind: .value(valueName), help: help, aliases: aliases, group: group,
                defaultText: defaultText, isHidden: hidden, deprecation: deprecated, completion: completion),
            store: store)
    }

    /// A text that the closure checks; it throws ``UsageError/invalidValue(_:)``.
    public static func value(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String, aliases: [String] = [],
        group: String? = nil, default defaultText: String? = nil, hidden: Bool = false, deprecated: String? = nil,
        completes completion: CompletionHint = .none, _ store: @escaping Store
    ) -> OptionRow {
        OptionRow(
            OptionDescription(
                long: long, short: short, kind: .value(valueName), help: help, aliases: aliases, group: group,
                defaultText: defaultText, isHidden: hidden, deprecation: deprecated, completion: completion),
            store: store)
    }

    /// A value of a type with rules: `parse` makes it, or throws ``UsageError/invalidValue(_:)``.
    public static func parsed<Value>(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String, aliases: [String] = [],
        group: String? = nil, default defaultText: String? = nil, hidden: Bool = false, deprecated: String? = nil,
        completes completion: CompletionHint = .none, by parse: @escaping (String) throws(UsageError) -> Value,
        _ store: @escaping (inout Options, Value) -> Void
    ) -> OptionRow {
        OptionRow(
            OptionDescription(
                long: long, short: short, kind: .value(valueName), help: help, aliases: aliases, group: group,
                defaultText: defaultText, isHidden: hidden, deprecation: deprecated, completion: completion)
        ) { (options, text) throws(UsageError) in store(&options, try parse(text)) }
    }

    /// An option whose value may be left out: `--pull` means `--pull=BARE`. The next argument is never its value.
    public static func optional(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, bare: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, completes completion: CompletionHint = .none, _ store: @escaping Store
    ) -> OptionRow {
        OptionRow(
            OptionDescription(
                long: long, short: short, kind: .optionalValue(valueName, bare: bare), help: help, aliases: aliases,
                group: group, defaultText: defaultText, isHidden: hidden, deprecation: deprecated,
                completion: completion),
            store: store)
    }

    /// A number of mentions: `-vvv`. The closure gets a step to add, or with `--verbose=3` the number to set.
    public static func count(
        _ long: String, short: Unicode.Scalar? = nil, _ help: String, hidden: Bool = false,
        _ counter: WritableKeyPath<Options, Int>
    ) -> OptionRow {
        OptionRow(
            OptionDescription(long: long, short: short, kind: .count, help: help, isHidden: hidden)
        ) { (options, text) throws(UsageError) in
            if text == "+1" {
                options[keyPath: counter] += 1
            } else {
                options[keyPath: counter] = Int(try OptionValue.integer(text))
            }
        }
    }
}
