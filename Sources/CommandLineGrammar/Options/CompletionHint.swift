/// What a shell may offer at a place of the command line.
public enum CompletionHint: Hashable, Sendable {
    /// Nothing can be known.
    case none
    case files
    case directories
    /// One of a fixed list.
    case values([String])
    /// Names that only the program knows; the shell asks with the hidden command `__complete KIND PREFIX`.
    case names(String)

    public static let containers = CompletionHint.names("containers")
    public static let runningContainers = CompletionHint.names("running-containers")
    public static let images = CompletionHint.names("images")
    public static let volumes = CompletionHint.names("volumes")
    public static let networks = CompletionHint.names("networks")
    public static let pods = CompletionHint.names("pods")
    public static let secrets = CompletionHint.names("secrets")
}
