extension OptionRow {
    /// Values separated by commas, with the quotes of CSV: `--cap-add a,b`. The closure gets one mention's values.
    public static func strings(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, completes completion: CompletionHint = .none,
        _ store: @escaping (inout Options, [String]) -> Void
    ) -> OptionRow {
        .parsed(
            long, short: short, valueName, help, aliases: aliases, group: group, default: defaultText, hidden: hidden,
            deprecated: deprecated, completes: completion, by: OptionValue.commaSeparated, store)
    }

    /// A whole number, with Go's prefixes (0x, 0o, 0b).
    public static func integer(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, _ store: @escaping (inout Options, Int64) -> Void
    ) -> OptionRow {
        .parsed(
            long, short: short, valueName, help, aliases: aliases, group: group, default: defaultText, hidden: hidden,
            deprecated: deprecated, by: OptionValue.integer, store)
    }

    /// A whole number that is not negative.
    public static func unsigned(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, _ store: @escaping (inout Options, UInt64) -> Void
    ) -> OptionRow {
        .parsed(
            long, short: short, valueName, help, aliases: aliases, group: group, default: defaultText, hidden: hidden,
            deprecated: deprecated, by: OptionValue.unsigned, store)
    }

    /// A decimal number.
    public static func double(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, _ store: @escaping (inout Options, Double) -> Void
    ) -> OptionRow {
        .parsed(
            long, short: short, valueName, help, aliases: aliases, group: group, default: defaultText, hidden: hidden,
            deprecated: deprecated, by: OptionValue.double, store)
    }

    /// A number of bytes: `512m`, `1.5GiB`, `4096`. Every unit is a power of 1024.
    public static func bytes(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, _ store: @escaping (inout Options, Int64) -> Void
    ) -> OptionRow {
        .parsed(
            long, short: short, valueName, help, aliases: aliases, group: group, default: defaultText, hidden: hidden,
            deprecated: deprecated, by: OptionValue.bytes, store)
    }

    /// A span of time as Go writes it: `1m30s`. The closure gets nanoseconds.
    public static func duration(
        _ long: String, short: Unicode.Scalar? = nil, _ valueName: String, _ help: String,
        aliases: [String] = [], group: String? = nil, default defaultText: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, _ store: @escaping (inout Options, Int64) -> Void
    ) -> OptionRow {
        .parsed(
            long, short: short, valueName, help, aliases: aliases, group: group, default: defaultText, hidden: hidden,
            deprecated: deprecated, by: OptionValue.duration, store)
    }
}
