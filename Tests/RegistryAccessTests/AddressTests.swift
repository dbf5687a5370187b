import ImageTrust
import Testing

@testable import RegistryAccess

struct AddressTests {
    @Test(arguments: [
        ("https://registry.example/v2/", "https://registry.example/v2/"),
        ("HTTP://Example:5000", "http://example:5000/"),
        ("http://[::1]:5000/a?b=c#d", "http://[::1]:5000/a?b=c"),
    ])
    func `an address is read and written`(_ text: String, _ written: String) {
        #expect(WebAddress(text)?.description == written)
    }

    @Test(arguments: ["", "ftp://a/", "http://", "https://user:secret@host/", "https://a:b/", "https://a:0/", "/v2/"])
    func `what is no usable address is refused`(_ text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test(arguments: [
        ("https://cdn.example/x", "https://cdn.example/x"), ("//cdn.example/x", "https://cdn.example/x"),
        ("/x?y", "https://a:5000/x?y"), ("x", "https://a:5000/v2/x"), ("?n=1", "https://a:5000/v2/b?n=1"),
    ])
    func `a location leads on from where it stands`(_ location: String, _ target: String) {
        #expect(WebAddress("https://a:5000/v2/b")?.resolving(location)?.description == target)
    }

    @Test func `a location in another scheme is refused`() {
        #expect(WebAddress("https://a/v2/b")?.resolving("javascript:alert(1)") == nil)
        #expect(WebAddress("https://a/v2/b")?.resolving("file:///etc/passwd") == nil)
    }

    @Test func `scheme, host and port make the origin`() throws {
        let here = try #require(WebAddress("https://a/x"))
        #expect(here.hasSameOrigin(as: try #require(WebAddress("https://A:443/y"))))
        for other in ["http://a/x", "https://a:444/x", "https://b.a/x"] {
            #expect(!here.hasSameOrigin(as: try #require(WebAddress(other))))
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.9.9.9", "::1", "foo.localhost"])
    func `this machine is loopback`(_ host: String) { #expect(isLoopback(host)) }

    @Test(arguments: ["localhost.example", "128.0.0.1", "::2", "1270.0.1", "127.0.0.1.example"])
    func `other hosts are not`(_ host: String) { #expect(!isLoopback(host)) }

    @Test func `queries are escaped and put back`() {
        #expect(percentEncoded("repository:a/b:pull,push ü") == "repository%3Aa%2Fb%3Apull%2Cpush%20%C3%BC")
        #expect(percentDecoded("a%3Ab%zz%4") == "a:b%zz%4")
    }

    @Test func `base64 goes both ways`() {
        for (plain, coded) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("user:päss", "dXNlcjpww6Rzcw=="),
        ] {
            #expect(Base64.encode(plain.utf8) == coded)
            #expect(Base64.decode(coded) == Array(plain.utf8))
        }
        for wrong in ["Zg=v", "Z", "Zm9v!", "===="] { #expect(Base64.decode(wrong) == nil) }
    }
}
