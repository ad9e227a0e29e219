FROM python:3.13-slim

# Makes voices into what every browser plays.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 1000 everyletter \
 && mkdir /data && chown everyletter /data
WORKDIR /everyletter

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --no-index -e .

USER everyletter
ENV EVERYLETTER_DATA_FOLDER=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["everyletter", "serve", "--host", "0.0.0.0", "--port", "8000"]
