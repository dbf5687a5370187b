/// A template that cannot be read or carried out, in Go's words.
package struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `template: ps:1:2: executing "ps" at <.Foo>: can't evaluate field Foo in type …`
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Why a function or method of a template failed; the template adds where.
package struct TemplateFailure: Error, Hashable, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
