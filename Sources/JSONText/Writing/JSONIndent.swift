/// What one level of pretty text is indented by.
public enum JSONIndent: Hashable, Sendable {
    case spaces(Int)
    case tab
}
