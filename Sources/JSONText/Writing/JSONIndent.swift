/// What one level of pretty text is indented by.
package enum JSONIndent: Hashable, Sendable {
    case spaces(Int)
    case tab
}
