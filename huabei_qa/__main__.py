"""`python -m huabei_qa` is `huabei-qa`."""

from huabei_qa.cli import main

if __name__ == "__main__":
    main()
