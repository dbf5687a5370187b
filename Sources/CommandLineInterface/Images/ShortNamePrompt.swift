internal import ContainerEngine
internal import Linux
internal import OCISpecification

/// Asks which registry a name without one is meant of.
enum ShortNamePrompt {
    /// Nil where nobody is there to be asked.
    static var question: ShortNameQuestion? {
        guard Terminal.isTerminal(0), Terminal.isTerminal(1) else { return nil }
        return { (short, names) throws(EngineError) in try ask(short, names) }
    }

    private static func ask(_ short: String, _ names: [ImageReference]) throws(EngineError) -> ImageReference {
        Console.write("Please select an image for \(short):\n", to: 2)
        for (number, name) in names.enumerated() { Console.write("  \(number + 1). \(name)\n", to: 2) }
        for _ in 0..<3 {
            let answer = try SecretInput.ask("Number (1-\(names.count)): ", hidden: false)
            if let number = Int(answer), names.indices.contains(number - 1) { return names[number - 1] }
            if answer.isEmpty { break }
        }
        throw EngineError(.invalid, "no registry was chosen for \(short): write its name in full")
    }
}
