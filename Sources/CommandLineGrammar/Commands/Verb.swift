/// The texts of a verb and its operands, for help, manual and completions.
public struct VerbText: Sendable {
    /// The operands as usage lines show them: `IMAGE [COMMAND [ARG...]]`.
    public let usage: String
    /// Paragraphs, separated by an empty line. Empty: the summary serves.
    public let description: String
    /// Command lines, each as typed after the prompt.
    public let examples: [String]
    public let operands: OperandRule
    /// What a shell offers for each operand; the last serves for all that follow.
    public let completions: [CompletionHint]
}

/// A verb ready to parse its arguments: made when it is chosen, with its options' type erased.
public struct Verb<Globals> {
    let text: VerbText
    let options: [OptionDescription]
    let perform: (ParsedArguments, Globals, [String]) throws(UsageError) -> Int32

    /// `initial` holds the defaults; `run` answers the exit code, or throws what the user asked wrongly.
    public init<Options>(
        usage: String = "", description: String = "", examples: [String] = [], operands: OperandRule = .none,
        completes completions: [CompletionHint] = [], options rows: [OptionRow<Options>], initial: Options,
        run: @escaping (Invocation<Options, Globals>) throws(UsageError) -> Int32
    ) {
        text = VerbText(
            usage: usage, description: description, examples: examples, operands: operands, completions: completions)
        var descriptions: [OptionDescription] = []
        descriptions.reserveCapacity(rows.count)
        for row in rows { descriptions.append(row.description) }
        options = descriptions
        perform = { (arguments, globals, path) throws(UsageError) in
            var options = initial
            var given: [String] = []
            for option in arguments.options where option.table == .own {
                try rows[option.row].apply(option.value, to: &options)
                given.append(rows[option.row].description.long)
            }
            return try run(
                Invocation(
                    options: options, globals: globals, operands: arguments.operands,
                    operandsBeforeDashes: arguments.operandsBeforeDashes, path: path, given: given))
        }
    }

    /// A verb without options.
    public init(
        usage: String = "", description: String = "", examples: [String] = [], operands: OperandRule = .none,
        completes completions: [CompletionHint] = [],
        run: @escaping (Invocation<Void, Globals>) throws(UsageError) -> Int32
    ) {
        self.init(
            usage: usage, description: description, examples: examples, operands: operands, completes: completions,
            options: [], initial: (), run: run)
    }
}

extension OptionRow {
    /// Stores a value; a refusal names the option.
    func apply(_ value: String, to options: inout Options) throws(UsageError) {
        do throws(UsageError) {
            try store(&options, value)
        } catch { throw error.about(description, value: value) }
    }
}
