/// Takes arguments apart by pflag's rules; knows options only by their descriptions.
public struct ArgumentParser {
    let own: [OptionDescription]
    let persistent: [OptionDescription]
    /// Whether options may follow operands. Where not (`run`, `exec`), the first operand ends the options.
    let allowsOptionsAfterOperands: Bool

    public init(
        own: [OptionDescription], persistent: [OptionDescription] = [], allowsOptionsAfterOperands: Bool = true
    ) {
        self.own = own
        self.persistent = persistent
        self.allowsOptionsAfterOperands = allowsOptionsAfterOperands
    }

    public func parse(_ arguments: ArraySlice<String>) throws(UsageError) -> ParsedArguments {
        var result = ParsedArguments()
        var rest = arguments
        while let argument = rest.popFirst() {
            let bytes = argument.utf8
            guard bytes.first == UInt8(ascii: "-"), bytes.count > 1 else {
                result.operands.append(argument)
                if allowsOptionsAfterOperands { continue }
                result.operands.append(contentsOf: rest)
                return result
            }
            if bytes.dropFirst().first != UInt8(ascii: "-") {
                try parseShort(argument, &rest, &result)
            } else if bytes.count > 2 {
                try parseLong(argument, &rest, &result)
            } else {
                result.operandsBeforeDashes = result.operands.count
                result.operands.append(contentsOf: rest)
                return result
            }
        }
        return result
    }

    /// `--name`, `--name=value`, `--name value`.
    private func parseLong(
        _ argument: String, _ rest: inout ArraySlice<String>, _ result: inout ParsedArguments
    ) throws(UsageError) {
        let text = argument.utf8.dropFirst(2)
        guard text.first != UInt8(ascii: "-"), text.first != UInt8(ascii: "=") else {
            throw UsageError("bad flag syntax: \(argument)")
        }
        let equals = text.firstIndex(of: UInt8(ascii: "="))
        let name = String(argument[text.startIndex..<(equals ?? text.endIndex)])
        guard let found = option(named: name) else {
            throw UsageError("unknown flag: --\(name)" + suggestion(for: name))
        }
        if let equals {
            let value = String(argument[text.index(after: equals)...])
            try record(found, value, &result)
        } else if let bare = found.description.kind.bareValue {
            try record(found, bare, &result)
        } else if let value = rest.popFirst() {
            try record(found, value, &result)
        } else {
            throw UsageError("flag needs an argument: \(argument)")
        }
    }

    /// `-it`, `-eX=1`, `-e=X`, `-e X`: letters that take nothing may share one dash.
    private func parseShort(
        _ argument: String, _ rest: inout ArraySlice<String>, _ result: inout ParsedArguments
    ) throws(UsageError) {
        var letters = argument.utf8.dropFirst()
        while let letter = letters.first {
            let after = letters.dropFirst()
            guard let found = option(lettered: letter) else {
                let shown = escaped(String(Unicode.Scalar(letter)), quote: "'")
                throw UsageError("unknown shorthand flag: '\(shown)' in -\(Substring(letters))")
            }
            if after.count > 1, after.first == UInt8(ascii: "=") {
                return try record(found, String(Substring(after.dropFirst())), &result)
            }
            if let bare = found.description.kind.bareValue {
                try record(found, bare, &result)
                letters = after
                continue
            }
            if !after.isEmpty { return try record(found, String(Substring(after)), &result) }
            guard let value = rest.popFirst() else {
                throw UsageError("flag needs an argument: '\(Unicode.Scalar(letter))' in -\(Substring(letters))")
            }
            return try record(found, value, &result)
        }
    }

    private struct Found {
        let description: OptionDescription
        /// Nil for the help option, which is in no table.
        let place: (table: GivenOption.Table, row: Int)?
    }

    private func option(named name: String) -> Found? {
        for row in own.indices where own[row].answers(to: name) {
            return Found(description: own[row], place: (.own, row))
        }
        for row in persistent.indices where persistent[row].answers(to: name) {
            return Found(description: persistent[row], place: (.persistent, row))
        }
        return name == "help" ? Found(description: .help, place: nil) : nil
    }

    /// A verb's own letter wins over the same letter of an option for all verbs.
    private func option(lettered letter: UInt8) -> Found? {
        let letter = Unicode.Scalar(letter)
        for row in own.indices where own[row].short == letter {
            return Found(description: own[row], place: (.own, row))
        }
        for row in persistent.indices where persistent[row].short == letter {
            return Found(description: persistent[row], place: (.persistent, row))
        }
        return letter == "h" ? Found(description: .help, place: nil) : nil
    }

    private func record(_ found: Found, _ value: String, _ result: inout ParsedArguments) throws(UsageError) {
        guard let (table, row) = found.place else {
            do throws(UsageError) {
                result.wantsHelp = try OptionValue.boolean(value)
            } catch { throw error.about(.help, value: value) }
            return
        }
        if let advice = found.description.deprecation {
            result.warnings.append("Flag --\(found.description.long) has been deprecated, \(advice)")
        }
        result.options.append(GivenOption(table: table, row: row, value: value))
    }

    private func suggestion(for name: String) -> String {
        var names: [String] = []
        for description in own where description.isShown { names.append(description.long) }
        for description in persistent where description.isShown { names.append(description.long) }
        let near = Suggestions.near(name, among: names, byPrefix: false)
        return near.isEmpty ? "" : "\n\nDid you mean this?\n" + near.map { "\t--\($0)\n" }.joined()
    }
}
