/// A template that cannot be read or carried out, in Go's words.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `template: ps:1:2: executing "ps" at <.Foo>: can't evaluate field Foo in type …`
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Why a function or method of a template failed; the template adds where.
public struct TemplateFailure: Error, Hashable, Sendable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}
