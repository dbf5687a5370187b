import Glibc

@testable import Seccomp

/// libseccomp, as runc and crun use it, found when a test runs: the oracle for what a profile means.
@safe struct ReferenceLibrary: Sendable {
    typealias Filter = UnsafeMutableRawPointer

    let initialize: @convention(c) (UInt32) -> Filter?
    let release: @convention(c) (Filter) -> Void
    let addArchitecture: @convention(c) (Filter, UInt32) -> CInt
    let removeArchitecture: @convention(c) (Filter, UInt32) -> CInt
    let setAttribute: @convention(c) (Filter, CInt, UInt32) -> CInt
    let setLevel: @convention(c) (CUnsignedInt) -> CInt
    let resolve: @convention(c) (UnsafePointer<CChar>) -> CInt
    let resolveOn: @convention(c) (UInt32, UnsafePointer<CChar>) -> CInt
    let addRule: @convention(c) (Filter, UInt32, CInt, CUnsignedInt, UnsafeRawPointer?) -> CInt
    let export: @convention(c) (Filter, CInt) -> CInt

    /// Nil where the library is not installed.
    static let found = ReferenceLibrary()

    private init?() {
        guard let library = unsafe dlopen("libseccomp.so.2", RTLD_NOW) else { return nil }
        func symbol(_ name: String) -> UnsafeMutableRawPointer? { unsafe dlsym(library, "seccomp_" + name) }
        guard let initialize = unsafe symbol("init"), let release = unsafe symbol("release"),
            let addArchitecture = unsafe symbol("arch_add"), let removeArchitecture = unsafe symbol("arch_remove"),
            let setAttribute = unsafe symbol("attr_set"), let setLevel = unsafe symbol("api_set"),
            let resolve = unsafe symbol("syscall_resolve_name"), let resolveOn = unsafe symbol("syscall_resolve_name_arch"),
            let addRule = unsafe symbol("rule_add_array"), let export = unsafe symbol("export_bpf")
        else { return nil }
        unsafe self.initialize = unsafeBitCast(initialize, to: (@convention(c) (UInt32) -> Filter?).self)
        unsafe self.release = unsafeBitCast(release, to: (@convention(c) (Filter) -> Void).self)
        unsafe self.addArchitecture = unsafeBitCast(addArchitecture, to: (@convention(c) (Filter, UInt32) -> CInt).self)
        unsafe self.removeArchitecture = unsafeBitCast(removeArchitecture, to: (@convention(c) (Filter, UInt32) -> CInt).self)
        unsafe self.setAttribute = unsafeBitCast(setAttribute, to: (@convention(c) (Filter, CInt, UInt32) -> CInt).self)
        unsafe self.setLevel = unsafeBitCast(setLevel, to: (@convention(c) (CUnsignedInt) -> CInt).self)
        unsafe self.resolve = unsafeBitCast(resolve, to: (@convention(c) (UnsafePointer<CChar>) -> CInt).self)
        unsafe self.resolveOn = unsafeBitCast(resolveOn, to: (@convention(c) (UInt32, UnsafePointer<CChar>) -> CInt).self)
        unsafe self.addRule = unsafeBitCast(
            addRule, to: (@convention(c) (Filter, UInt32, CInt, CUnsignedInt, UnsafeRawPointer?) -> CInt).self)
        unsafe self.export = unsafeBitCast(export, to: (@convention(c) (Filter, CInt) -> CInt).self)
        // All actions, whatever the running kernel has: the programs are simulated, not loaded.
        _ = self.setLevel(6)
    }

    /// The number of a call by the library's tables, with the bit of x32; nil where the architecture has none.
    func number(of name: String, on architecture: SystemCallArchitecture) -> UInt32? {
        let number = unsafe name.withCString { unsafe resolveOn(Self.token(of: architecture), $0) }
        return number < 0 ? nil : UInt32(number)
    }

    /// Whether the library knows the name on any architecture; others are skipped by runc and crun.
    func knows(_ name: String) -> Bool { unsafe name.withCString { unsafe resolve($0) } != -1 }

    /// `SCMP_ARCH_…`: the kernel's tokens, but x32 has one of its own, which no process has.
    static func token(of architecture: SystemCallArchitecture) -> UInt32 {
        architecture == .x32 ? 0x4000_003e : architecture.auditToken
    }
}
