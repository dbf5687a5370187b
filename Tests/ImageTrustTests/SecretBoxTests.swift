import Testing

@testable import ImageTrust

private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
}

@Suite struct SecretBoxTests {
    @Test func `Poly1305 gives the tag of its specification`() {
        let key = bytes("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
        let tag = Poly1305.tag(Array("Cryptographic Forum Research Group".utf8), key: key)
        #expect(tag == bytes("a8061dc1305136c6c22b8baf0c0127a9"))
    }

    @Test func `Poly1305 reduces sums that are just over the modulus`() {
        // RFC 8439, A.3, vectors 7 and 9: the carries that are rare.
        let one = [UInt8](repeating: 0, count: 16)
        let text = bytes(
            "ffffffffffffffffffffffffffffffff" + "f0ffffffffffffffffffffffffffffff" + "11000000000000000000000000000000")
        #expect(Poly1305.tag(text, key: [1] + one[1...] + one) == bytes("05000000000000000000000000000000"))
        let other = bytes("fdffffffffffffffffffffffffffffff")
        #expect(Poly1305.tag(other, key: [2] + one[1...] + one) == bytes("faffffffffffffffffffffffffffffff"))
    }

    @Test func `a secret box is the one of NaCl`() {
        let box = SecretBox(
            key: bytes("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"),
            nonce: bytes("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"))
        let text = bytes(
            "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4"
                + "1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52"
                + "f0a089bc76897040e082f937763848645e0705")
        let sealed = bytes(
            "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b"
                + "4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da"
                + "99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5")
        #expect(box.seal(text) == sealed)
        #expect(box.open(sealed) == text)
        var broken = sealed
        broken[40] ^= 1
        #expect(box.open(broken) == nil)
        #expect(box.open([1, 2, 3]) == nil)
    }
}
