/// What a shell may offer at a place of the command line.
package enum CompletionHint: Hashable, Sendable {
    /// Nothing can be known.
    case none
    case files
    case directories
    /// One of a fixed list.
    case values([String])
    /// Names that only the program knows; the shell asks with the hidden command `__complete KIND PREFIX`.
    case names(String)

    package static let containers = CompletionHint.names("containers")
    package static let runningContainers = CompletionHint.names("running-containers")
    package static let images = CompletionHint.names("images")
    package static let volumes = CompletionHint.names("volumes")
    package static let networks = CompletionHint.names("networks")
    package static let pods = CompletionHint.names("pods")
    package static let secrets = CompletionHint.names("secrets")
}
