internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux

extension RuntimeOptions {
    /// The names of all containers that an extended regular expression matches.
    func containers(like pattern: String) throws(RuntimeError) -> [String] {
        guard let expression = TextPattern(pattern) else {
            throw RuntimeError(
                .invalidConfiguration, doing: "read the regular expression", subject: pattern, cause: "it is none (regex(7))")
        }
        do throws(SystemCallError) { return try names(in: stateRoot).sorted().filter { expression.matches($0) } } catch {
            throw RuntimeError(.refused, doing: "list containers in", subject: stateRoot, cause: "\(error)")
        }
    }
}
